"""Values that prompts compute: expressions of the safe language of `identity/expressions`, about the run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.expressions import ExpressionError, compile_expression
from wirelatch.identity.expressions.directory import Directory
from wirelatch.identity.expressions.names import for_policy, looking_up_in
from wirelatch.identity.flows import record
from wirelatch.identity.flows.conditions import policy_request
from wirelatch.identity.flows.run import Run


async def evaluate(run: Run, source: str, *, label: str) -> Any:
    """The value of an expression; None, and an event, where it fails."""
    request = await policy_request(run)
    try:
        program = compile_expression(source)

        def work(connection: Connection) -> Any:
            directory = Directory(connection)
            with looking_up_in(directory):
                names = for_policy(replace(request, connection=connection), directory, {})
                return program.evaluate({**names, "prompt_context": request.context.get("prompt_data", {})})

        return await run.services.database.read(work)
    except ExpressionError as error:
        await record.act(run, "property_mapping_exception", message=f"{label}: {error}")
        return None
