"""What the records of a document are, and where each belongs."""

from __future__ import annotations

from wirelatch.document.outline import outline


def test_link_outs_are_wired_by_their_links_wherever_they_stand() -> None:
    sorted_out = outline(
        [
            {"id": "t", "type": "tab"},
            {"id": "a", "type": "link out", "z": "t", "x": 0, "y": 0, "links": ["i"]},
            {"id": "b", "type": "link out", "links": []},
            {"id": "i", "type": "link in", "links": ["b"], "wires": [[]]},
        ]
    )
    assert sorted_out.tabs["t"].nodes["a"]["wires"] == [["i"]]
    assert sorted_out.outside.configs["b"]["wires"] == [["i"]]


def test_the_file_s_own_records_are_not_changed() -> None:
    record = {"id": "a", "type": "link out", "links": ["i"]}
    outline([record, {"id": "i", "type": "link in", "links": []}])
    assert record == {"id": "a", "type": "link out", "links": ["i"]}
