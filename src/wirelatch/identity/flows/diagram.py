"""A flow as a flowchart in Mermaid's language. https://mermaid.js.org/syntax/flowchart.html"""

from __future__ import annotations

import html

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.flows.models import Flow, FlowSnapshot


def diagram_of(flow: Flow, snapshot: FlowSnapshot, catalog: Snapshot) -> str:
    """The chart: who is let in, then each stage with the conditions of its binding."""
    lines = ["graph TD", f'flow_start["{_label("Flow", flow.name)}"]']
    previous, edge = "flow_start", "-->"
    if catalog.bindings_of(flow.id):
        lines.append(f'flow_pre{{"{_label("Policies of the flow", flow.policy_engine_mode)}"}}')
        lines += [f"{previous} {edge} flow_pre", 'denied["Denied"]', 'flow_pre -- "does not pass" --> denied']
        previous, edge = "flow_pre", '-- "passes" -->'
    for number, binding in enumerate(snapshot.bindings_of(flow)):
        stage = snapshot.stages.get(binding.stage)
        name, kind = (stage.name, stage.kind) if stage is not None else ("?", "unknown")
        node, own = f"stage_{number}", catalog.bindings_of(binding.id)
        lines.append(f'{node}(["{_label(kind, name)}"])')
        if own:
            condition = f"binding_{number}"
            texts = ", ".join(f"{'not ' if one.negate else ''}{one.subject}" for one in own if one.enabled)
            lines.append(f'{condition}{{"{_label(f"Binding {binding.order}", texts)}"}}')
            lines.append(f"{previous} {edge} {condition}")
            lines.append(f'{condition} -- "passes" --> {node}')
            after = f"after_{number}"
            lines.append(f"{after}(( ))")
            lines.append(f'{condition} -- "does not pass" --> {after}')
            lines.append(f"{node} --> {after}")
            previous, edge = after, "-->"
        else:
            lines.append(f"{previous} {edge} {node}")
            previous, edge = node, "-->"
    lines += ['done["End of the flow"]', f"{previous} {edge} done"]
    return "\n".join(lines)


def _label(kind: str, text: str) -> str:
    """Text for a label: nothing in it is taken for markup, in the chart or in a page."""
    escaped = html.escape(text).replace("#", "&num;").replace("\n", " ")
    return f"{html.escape(kind)}: {escaped}"
