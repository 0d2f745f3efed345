"""JSON is written in the bytes that Python's own ``json`` would write."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.asjson import compact, laid_out, number

_TEXTS = st.text(st.characters(codec="utf-8"))
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | _TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXTS, inner),
)


@given(_DATA, st.sampled_from((1, 2)))
def test_a_file_is_as_python_lays_it_out(data: Any, indent: int) -> None:
    python = json.dumps(data, ensure_ascii=False, indent=indent)
    assert laid_out(data, indent) == f"{python}\n".encode()
    in_order = json.dumps(data, ensure_ascii=False, indent=indent, sort_keys=True)
    assert laid_out(data, indent, "sorted") == f"{in_order}\n".encode()


@given(_DATA)
def test_without_spaces_it_is_as_python_writes_it(data: Any) -> None:
    assert compact(data) == json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    in_order = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert compact(data, "sorted") == in_order
    assert compact(MappingProxyType({"held": data})) == compact({"held": data})


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_as_python_writes_it(value: float) -> None:
    assert compact({"at": number(value)}) == f'{{"at":{json.dumps(value)}}}'
    assert laid_out([number(value)], 1) == f"[\n {json.dumps(value)}\n]\n".encode()


@pytest.mark.parametrize("value", [1e-05, -0.00004, 1e16])
def test_for_some_numbers_that_makes_a_difference(value: float) -> None:
    assert compact(number(value)) == repr(value) != msgspec.json.encode(value).decode()
