// Command archives lists tar archives with Go's archive/tar. It reads one path per line from standard input, and writes one JSON object per
// line with the entries as [kind, size, name, link target], or with the error.
package main

import (
	"archive/tar"
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

type listing struct {
	Entries [][4]any `json:"entries"`
	Error   string   `json:"error,omitempty"`
}

func main() {
	paths := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for paths.Scan() {
		if err := out.Encode(list(paths.Text())); err != nil {
			fmt.Fprintln(os.Stderr, "archives:", err)
			os.Exit(1)
		}
	}
}

func list(path string) (l listing) {
	file, err := os.Open(path)
	if err != nil {
		return listing{Error: err.Error()}
	}
	defer file.Close()
	for reader := tar.NewReader(file); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return l
		}
		if err == nil {
			_, err = io.Copy(io.Discard, reader)
		}
		if err != nil {
			return listing{Error: err.Error()}
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		kind, ok := map[byte]string{tar.TypeReg: "file", tar.TypeCont: "file", tar.TypeLink: "link", tar.TypeSymlink: "symlink", tar.TypeDir: "directory"}[header.Typeflag]
		if !ok {
			kind = "other"
		}
		l.Entries = append(l.Entries, [4]any{kind, header.Size, header.Name, header.Linkname})
	}
}
