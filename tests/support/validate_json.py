"""usage: validate_json.py SCHEMA FILE: prints what is wrong with FILE, nothing when it is valid."""

import json
import sys

import jsonschema

schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
jsonschema.Draft202012Validator.check_schema(schema)
faults = 0
for fault in jsonschema.Draft202012Validator(schema).iter_errors(document):
    faults += 1
    if faults <= 10:
        print("/".join(map(str, fault.absolute_path)) + ": " + fault.message[:300])
sys.exit(1 if faults else 0)
