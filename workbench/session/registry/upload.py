"""The admin upload of a host, played on a registry (PROTOCOL.md section 10).

Owns what is run and kept; which status an upload is answered with is decided by `protocol.admin_upload`. Unlike
`registry.add` it renews nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors.registry import RegistryError
from workbench.protocol.admin_upload import (
    Upload,
    UploadAnswer,
    answer_at_once,
    answer_created,
    answer_rejected,
)
from workbench.protocol.registry import check_room, record_of, sha256_of
from workbench.session.ports import Engine
from workbench.session.registry.lanes import walked
from workbench.session.registry.records import Records
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings


def upload(
    records: Records,
    open_engine: Callable[[], Engine],
    request: Upload,
    settings: Settings,
    *,
    clock: Callable[[], float],
) -> UploadAnswer:
    """Return what a host answers to an upload, and keep what it would keep.

    Args:
        records: The registry.
        open_engine: Gives the engine, which is shut down afterwards. Called only when L2 and L3 must be run.
        request: The parts of the request.
        settings: Profile and capabilities decide the verdict.
        clock: Gives unix seconds.

    Raises:
        EngineUnavailable: L2 or L3 could not be run; nothing was changed.
    """
    sha256 = sha256_of(request.module or b"")
    try:
        known = records.record(sha256)
        answer = answer_at_once(request, known)
        if answer is not None:
            return answer
        check_room(records.count())
        assert request.module is not None, "a missing part is answered at once"
        return _negotiated(records, open_engine, Artifact("", request.module, sha256), settings, clock)
    except RegistryError as error:
        return answer_rejected(error)


def _negotiated(
    records: Records,
    open_engine: Callable[[], Engine],
    artifact: Artifact,
    settings: Settings,
    clock: Callable[[], float],
) -> UploadAnswer:
    """Run L2 and L3, and keep the record. Raises RegistryError and EngineUnavailable."""
    engine = open_engine()
    try:
        generation = walked(engine, artifact, settings, clock)
    finally:
        engine.shutdown()
    failed = generation.failed_layer
    if failed is not None and failed.error is not None:
        return answer_rejected(failed.error)
    assert generation.metadata is not None, "all layers passed"
    record = record_of(artifact.sha256, generation.metadata, settings.host_offer)
    records.put(record, artifact.module)
    return answer_created(record)
