"""The working copy of the flows that people edit together before it is deployed, and private ones beside it.

A draft is the deployed document with patches applied (`patches.py`). The server puts everybody's patches into one
order, stores each before it is acknowledged (`journal.py`), and sends it to all who have the draft open (`live.py`).
After a deploy, wherever it came from, drafts stand on what is deployed now (`draft.py`). The other end is
`web/src/collab`; docs/co-editing.md describes the protocol.
"""
