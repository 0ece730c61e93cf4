"""From a build to the generation that answers: layers, reloads, the build command, the phase of the loop."""
