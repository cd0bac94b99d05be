// Command parity archives a directory or an entry with Go, for comparison.
//
//	parity tree DIR [FILE]    the descriptor of the layer from oras-go's file store, as JSON; writes the uncompressed archive to FILE
//	parity headers            the header blocks of each entry on standard input, one hexadecimal line per entry
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	_ "crypto/sha256" // go-digest hashes with what the program has linked
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content/file"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "parity:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 2 && len(args) <= 3 && args[0] == "tree":
		return tree(args[1], args[2:])
	case len(args) == 1 && args[0] == "headers":
		return headers(os.Stdin)
	}
	return fmt.Errorf("unknown arguments %q", args)
}

func tree(dir string, out []string) (err error) {
	ctx := context.Background()
	store, err := file.New(dir)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := store.Close(); err == nil {
			err = closeErr
		}
	}()
	store.TarReproducible = true
	layer, err := store.Add(ctx, ".", ocispec.MediaTypeImageLayerGzip, dir)
	if err != nil {
		return err
	}
	if len(out) == 1 {
		if err := unzip(ctx, store, layer, out[0]); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(layer)
}

func unzip(ctx context.Context, store *file.Store, layer ocispec.Descriptor, path string) error {
	content, err := store.Fetch(ctx, layer)
	if err != nil {
		return err
	}
	defer content.Close()
	zipped, err := gzip.NewReader(content)
	if err != nil {
		return err
	}
	target, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, zipped); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}

// entry is a tar header from the tests: one JSON object per line, with hexadecimal names, which need not be UTF-8.
type entry struct {
	Kind   string
	Size   int64
	Mode   int64
	Name   string
	Target string
}

func headers(in io.Reader) error {
	lines := json.NewDecoder(in)
	for {
		var e entry
		if err := lines.Decode(&e); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		name, err := hex.DecodeString(e.Name)
		if err != nil {
			return err
		}
		target, err := hex.DecodeString(e.Target)
		if err != nil {
			return err
		}
		header := tar.Header{Typeflag: e.Kind[0], Size: e.Size, Mode: e.Mode, Name: string(name), Linkname: string(target)}
		var blocks bytes.Buffer
		if err := tar.NewWriter(&blocks).WriteHeader(&header); err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		fmt.Println(hex.EncodeToString(blocks.Bytes()))
	}
}
