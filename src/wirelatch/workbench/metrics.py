"""What Prometheus is told of the runtime: messages and errors of every running node.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from wirelatch.engine.runtime import Runtime

COUNTERS = {
    "received": "Messages a node has received since it was started",
    "sent": "Messages a node has sent since it was started",
    "errors": "Errors of a node since it was started",
}


class RuntimeMetrics(Collector):
    """Reads the counters that the engine keeps anyway."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterator[Metric]:
        """For Prometheus' client."""
        running = GaugeMetricFamily("wirelatch_flows_running", "1 while the flows run")
        running.add_metric((), 1 if self._runtime.state == "start" else 0)
        yield running
        nodes = self._runtime.nodes()
        for name, help_text in COUNTERS.items():
            family = CounterMetricFamily(f"wirelatch_node_{name}", help_text, labels=("node", "type", "flow"))
            for node in nodes:
                number = getattr(node.route, name)
                if number:
                    family.add_metric((node.id, node.type, node.z), number)
            yield family
