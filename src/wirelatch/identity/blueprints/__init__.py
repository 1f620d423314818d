"""Blueprints: objects of the installation as YAML in authentik's format, version 1, taken in and given out.

https://docs.goauthentik.io/customize/blueprints/v1/structure/

A blueprint says which objects there should be. `reading.py` reads the text, with bounds; `tags.py` are its tags (`!Find`,
`!KeyOf` …), `entries.py` what it consists of then; `applying.py` makes the objects what the entries say. It does so by
calling the endpoints of the API within one transaction (`inside.py`), so that a blueprint can do exactly what the caller
may do over the API, with the same checks, defaults, events and errors. `exporting.py` goes the other way.

What a blueprint may read besides: environment variables whose names begin with `WIRELATCH_BLUEPRINT_` or match the setting
`blueprint_environment`, and files below the folder `blueprints` of the data directory (`sources.py`). Blueprints that come
over the API may read neither. Files of that folder are applied at start and when they change (`folder.py`), in the name of
an administrator; what comes over the API is applied with the rights of whoever sends it.
"""
