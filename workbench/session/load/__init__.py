"""From a build to the generation that answers: the layers, its instance, the way back, and the build command."""
