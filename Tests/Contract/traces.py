"""Reads what was sent to a collector from standard input, one document a line, against OTLP's own schema."""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def main() -> None:
    lines = [line for line in sys.stdin.read().splitlines() if line]
    assert lines, "nothing was sent"
    for line in lines:
        document = json.loads(line)
        # OTLP's JSON has ids in hexadecimal, where protobuf's has bytes in base64.
        for span in spans(document):
            for name, size in [("traceId", 16), ("spanId", 8), ("parentSpanId", 8)]:
                if name in span:
                    bytes_ = bytes.fromhex(span[name])
                    assert len(bytes_) == size and any(bytes_), f"{name} is {span[name]}"
                    span[name] = base64.b64encode(bytes_).decode()
        # Refuses fields that the schema does not have, and values of other types.
        request = json_format.ParseDict(document, ExportTraceServiceRequest())
        for resource in request.resource_spans:
            names = {attribute.key for attribute in resource.resource.attributes}
            assert "service.name" in names, names
            for scope in resource.scope_spans:
                for span in scope.spans:
                    assert span.name and span.kind, span
                    assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano, span


def spans(document: dict) -> list:
    return [
        span
        for resource in document["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


main()
