"""Node-RED user directories: what they hold, how it is taken over into a data directory, and how it is handed back.

What lies where: https://nodered.org/docs/user-guide/runtime/configuration and .../runtime/settings-file. A user
directory is only ever read while it is taken over.
"""
