"""The examples of a TAP service as pyvo gives them."""

import sys
import warnings

import pyvo

warnings.simplefilter("ignore")
service = pyvo.dal.TAPService(sys.argv[1])
examples = service.examples
assert len(examples) > 8, len(examples)
for example in examples:
    assert example["QUERY"].upper().startswith("SELECT"), example["QUERY"]
assert len(examples[0].execute()) > 0
