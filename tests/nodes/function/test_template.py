"""The `template` node."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.testing import collect, running


async def rendered(msg: dict[str, Any], **config: Any) -> dict[str, Any]:
    """The message, or what a Catch node got of its error."""
    flows = [
        {"id": "t", "type": "template", "field": "payload", "fieldType": "msg", "syntax": "mustache", "output": "str", "wires": [["p"]], **config},
        {"id": "p", "type": "probe"}, {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip
    async with running(flows, env={"NAME": "env<"}) as runtime:
        node = runtime.node("t")
        assert node is not None
        node.flow.context().set("f", {"x": 1})
        runtime.global_context().set("g", "world")
        node.receive(msg)
        return await collect(runtime, "p").next()


async def test_tags_reach_message_context_and_environment() -> None:
    template = "{{payload.a}} {{flow.f.x}} {{global.g}} {{flow[memory].f.x}} {{env.NAME}} {{{env.NAME}}}"
    assert (await rendered({"payload": {"a": "<"}}, template=template))[
        "payload"
    ] == "&lt; 1 world 1 env&lt; env<"


async def test_an_empty_template_leaves_it_to_the_message() -> None:
    assert (await rendered({"template": "hi {{topic}}", "topic": "t"}, template=""))["payload"] == "hi t"


async def test_plain_text_is_not_rendered() -> None:
    assert (await rendered({}, template="{{payload}}", syntax="plain"))["payload"] == "{{payload}}"


async def test_the_text_can_be_parsed_as_json_or_yaml() -> None:
    json = {"template": '{"a": "{{{payload}}}"}', "output": "json"}
    assert (await rendered({"payload": "line\nbreak"}, **json))["payload"] == {"a": "line\nbreak"}
    assert (await rendered({"payload": "yes"}, template="- {{payload}}\n- 1", output="yaml"))["payload"] == [
        "yes",
        1,
    ]


async def test_text_that_cannot_be_parsed_is_an_error_that_says_why() -> None:
    assert "not valid JSON" in (await rendered({}, template="{", output="json"))["error"]["message"]
    assert "not valid YAML" in (await rendered({}, template="[", output="yaml"))["error"]["message"]


async def test_the_result_can_go_to_context() -> None:
    flows = [
        {
            "id": "t",
            "type": "template",
            "field": "said",
            "fieldType": "flow",
            "template": "{{payload}}!",
            "wires": [["p"]],
        },
        {"id": "p", "type": "probe"},
    ]
    async with running(flows) as runtime:
        node = runtime.node("t")
        assert node is not None
        node.receive({"payload": "hey"})
        assert (await collect(runtime, "p").next())["payload"] == "hey"
        assert node.flow.context().get("said") == "hey!"


async def test_a_broken_template_is_an_error_for_each_message_that_can_be_caught() -> None:
    assert "Unclosed tag" in (await rendered({}, template="Hello {{payload"))["error"]["message"]
