"""`workbench mcp`: what the commands say, for coding agents, over the Model Context Protocol.

Owns tools, resources and prompts, where files may stand, and the one thread that works for them. `server` and `stdio`
are the only users of the package mcp; all else is plain values, and can be tried without it. Runs no shell and no build
command, and writes no file.

    stdin ── stdio ── server ── toolbox ── one of tools/ ── session ── engine (a child process)
                        │                        │
                     resources, prompts       folder_files: nothing above the folder
"""
