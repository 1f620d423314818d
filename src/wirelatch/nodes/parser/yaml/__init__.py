"""YAML as the `yaml` node reads and writes it; loaded when a flow has one, as its patterns take long to compile."""
