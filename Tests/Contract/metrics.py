"""Reads metrics from standard input, in the format named, and says what is wrong with them."""

import math
import sys

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as text

FORMATS = {
    "text": text.text_string_to_metric_families,
    "openmetrics": openmetrics.text_string_to_metric_families,
}


def main() -> None:
    families = list(FORMATS[sys.argv[1]](sys.stdin.read()))
    assert families, "nothing there"
    names = [family.name for family in families]
    assert len(names) == len(set(names)), "a family is there twice"
    for family in families:
        check(family)


def check(family) -> None:
    assert family.documentation, f"{family.name} has no help"
    assert family.type in ("counter", "gauge", "histogram"), f"{family.name} is {family.type}"
    assert family.samples, f"{family.name} has no samples"
    seen = set()
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        assert key not in seen, f"{key} is there twice"
        seen.add(key)
        if family.type == "counter":
            assert sample.name.endswith("_total"), f"{sample.name} is a counter"
            assert sample.value >= 0, f"{sample.name} is {sample.value}"
    if family.type == "histogram":
        check_histogram(family)


def check_histogram(family) -> None:
    assert family.name.endswith("_seconds"), f"{family.name} has no unit"
    groups: dict = {}
    for sample in family.samples:
        labels = {name: value for name, value in sample.labels.items() if name != "le"}
        group = groups.setdefault(tuple(sorted(labels.items())), {"buckets": []})
        if sample.name.endswith("_bucket"):
            group["buckets"].append((float(sample.labels["le"]), sample.value))
        else:
            group[sample.name.removeprefix(family.name)] = sample.value
    for labels, group in groups.items():
        bounds = [bound for bound, _ in group["buckets"]]
        counts = [count for _, count in group["buckets"]]
        assert bounds == sorted(bounds) and math.isinf(bounds[-1]), f"{family.name}{labels}: {bounds}"
        assert counts == sorted(counts) and counts[-1] == group["_count"], f"{family.name}{labels}: {counts}"
        assert group["_sum"] >= 0


main()
