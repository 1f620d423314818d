"""The same flows in the real Node-RED 5 and in our runtime, driven by the same messages: what comes out must agree."""
