"""The SDK costs 73 MB and most of a second: only those who call it pay."""

import subprocess
import sys


def test_nothing_of_ours_imports_the_sdk_before_it_is_needed() -> None:
    modules = [
        "signature",
        "events",
        "messages",
        "cards",
        "links",
        "client",
        "account",
        "errors",
        "postbacks",
    ]
    code = f"import sys; import {', '.join('line.' + m for m in modules)}; print('linebot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
