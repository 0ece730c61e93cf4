"""What `workbench new` writes: a project that builds, made of the folder `project_templates`. Writes nothing itself."""
