"""Judges a JSON file by a JSON Schema: exit code 0 if it fits."""
import json
import sys

import jsonschema

with open(sys.argv[1]) as schema, open(sys.argv[2]) as document:
    schema = json.load(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(json.load(document))]
print("\n".join(errors))
sys.exit(1 if errors else 0)
