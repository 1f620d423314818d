"""The conformance bridge: Node-RED's own mocha specs, run against our runtime (README.md tells how)."""
