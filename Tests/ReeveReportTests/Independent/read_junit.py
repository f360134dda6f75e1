"""Reads junit.xml with ElementTree and checks it as Jenkins and GitLab read it: read_junit.py FILE."""

import sys
import xml.etree.ElementTree as tree

root = tree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites", root.tag
totals = dict.fromkeys(["tests", "failures", "errors", "skipped"], 0)
for suite in root:
    assert suite.tag == "testsuite" and suite.get("name"), suite.attrib
    cases = list(suite)
    found = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    for case in cases:
        assert case.tag == "testcase" and case.get("name") and case.get("classname"), case.attrib
        float(case.get("time"))
        assert len([part for part in case if part.tag in ("failure", "error", "skipped")]) <= 1
        assert case.get("line") is None or int(case.get("line")) > 0
    for key, value in found.items():
        assert int(suite.get(key)) == value, (suite.get("name"), key, suite.get(key), value)
        totals[key] += value
for key, value in totals.items():
    assert int(root.get(key)) == value, (key, root.get(key), value)
print(" ".join(f"{key}={value}" for key, value in totals.items()))
