"""The document of several plugins is JSON, however many there are."""

from __future__ import annotations

import json

import pytest

from workbench.reports.json.many import many_json
from workbench.session.values.plugin_verdict import ManyVerdicts, PluginVerdict


@pytest.mark.parametrize("codes", [(), (0,), (0, 1, 3, 4)])
def test_the_document_holds_every_plugin_and_the_worst_exit_code(codes: tuple[int, ...]) -> None:
    run = ManyVerdicts(tuple(PluginVerdict(str(code), code) for code in codes))
    document = json.loads("".join(many_json(run, [json.dumps({"exit_code": code}) for code in codes])))
    assert [one["exit_code"] for one in document["results"]] == list(codes)
    assert document["exit_code"] == max(codes, default=0)
    assert document["counts"]["plugins"] == len(codes)
