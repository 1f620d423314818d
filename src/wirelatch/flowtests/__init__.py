"""Flow tests: recorded messages with what is expected of a flow, run from the editor, `wirelatch test` and CI."""

from wirelatch.flowtests.model import FlowTest, FlowTestError
from wirelatch.flowtests.running import Outcome, run_test
from wirelatch.flowtests.storage import FILE_NAME, read, write

__all__ = ["FILE_NAME", "FlowTest", "FlowTestError", "Outcome", "read", "run_test", "write"]
