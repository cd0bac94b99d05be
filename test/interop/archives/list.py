"""Lists tar archives as Python's tarfile reads them; input and output are those of main.go."""
import json
import sys
import tarfile

for path in sys.stdin:
    entries = []
    try:
        with tarfile.open(path.rstrip("\n"), "r:", encoding="utf-8", errors="surrogateescape") as archive:
            for one in archive:
                kind = "symlink" if one.issym() else "link" if one.islnk() else "directory" if one.isdir() else "file" if one.isreg() else "other"
                entries.append([kind, one.size, one.name, one.linkname])
        print(json.dumps({"entries": entries}))
    except Exception as error:
        print(json.dumps({"error": repr(error)}))
