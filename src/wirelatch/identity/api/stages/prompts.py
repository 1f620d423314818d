"""`stages/prompt/prompts/`: the fields that prompt stages ask for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.flows.models import PROMPT
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.stages.all import brief
from wirelatch.identity.expressions import ExpressionError, compile_expression
from wirelatch.identity.flows.models import EMPTY, Flow, Prompt
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.tables import stages
from wirelatch.identity.stages.prompt import shown
from wirelatch.identity.stages.prompt_fields import TYPES
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, boolean, choice, integer, line, parse, text
from wirelatch.identity.web.shapes import OBJECT, Shape, array

endpoints = Endpoints()
PREVIEW = Shape("PromptChallenge", {"component": {"type": "string"}, "fields": array(OBJECT)})


class Prompts(Resource):
    """Initial values and placeholders may be expressions."""

    path = "stages/prompt/prompts/"
    model = PROMPT
    shape_name = "Prompt"
    argument = "prompt_uuid"
    in_catalog = True
    keeps_way_in = True
    schema = {
        "name": Field(line(255, blank=False)),
        "field_key": Field(line(200, blank=False)),
        "label": Field(text(2000)),
        "type": Field(choice(TYPES)),
        "required": Field(boolean, True),
        "placeholder": Field(text(20_000), ""),
        "initial_value": Field(text(20_000), ""),
        "order": Field(integer(-2_147_483_648), 0),
        "sub_text": Field(text(2000), ""),
        "placeholder_expression": Field(boolean, False),
        "initial_value_expression": Field(boolean, False),
    }
    read = {"prompt_stages_obj": array(OBJECT)}
    search = ("name", "field_key", "label")
    ordering = ("field_key", "name", "order", "type")
    default_order = "order"
    filters = ("field_key", "name", "label", "type", "placeholder")

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        query = select(stages).where(stages.c.kind == "promptstage").order_by(stages.c.name)
        using = [stage for stage in connection.execute(query) if row.id in stage.settings.get("fields", ())]
        return {
            "prompt_stages_obj": [
                {
                    **brief(connection, stage),
                    "fields": stage.settings.get("fields", []),
                    "validation_policies": stage.settings.get("validation_policies", []),
                }
                for stage in using
            ]
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        for name in ("placeholder", "initial_value"):
            before = row._mapping if row is not None else {}
            is_expression = values.get(f"{name}_expression", before.get(f"{name}_expression", False))
            source = values.get(name, before.get(name, ""))
            if is_expression:
                try:
                    compile_expression(source)
                except ExpressionError as error:
                    raise invalid(name, str(error)) from None


Prompts().register(endpoints)


@endpoints.on(
    "POST",
    "stages/prompt/prompts/preview/",
    may("add", PROMPT),
    body=Prompts.schema,
    body_name="Prompt",
    answers=PREVIEW,
)
async def preview(request: ApiRequest) -> Reply:
    """The field as a page would show it to the caller."""
    values = parse(Prompts.schema, await request.json())
    flow = Flow("", "preview", "Preview", "Preview", "stage_configuration")
    run = Run(request.call, request.services, flow, EMPTY, None, {}, is_json=True)
    if request.principal.person is not None:
        run.identify(request.principal.person.id, request.principal.person.username)
    field = await shown(run, Prompt(id="", **values))
    return answer({"component": "ak-stage-prompt", "fields": [field]})
