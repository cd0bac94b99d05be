// Command graphs shows how oras-go copies graphs of content and adds directories to its file store.
//
//	graphs copy                    one JSON object per line on standard input: a layout, and the tags of a root and of a node.
//	                               One line per object on standard output: the sorted digests that each way of copying pushes
//	graphs add NAME DIR [REPRO]    the descriptor of a directory added under a name, as JSON; with REPRO in reproducible mode
package main

import (
	"context"
	_ "crypto/sha256" // go-digest hashes with what the program has linked
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"sync"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/content/memory"
	"oras.land/oras-go/v2/content/oci"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "graphs:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "copy":
		return copies(os.Stdin, os.Stdout)
	case len(args) >= 3 && len(args) <= 4 && args[0] == "add":
		return add(args[1], args[2], len(args) == 4)
	}
	return fmt.Errorf("unknown arguments %q", args)
}

type question struct {
	Layout string
	Root   string
	Node   string
}

type answer struct {
	Copy     []string `json:"copy"`
	Extended []string `json:"extended"`
	Depth1   []string `json:"depth1"`
	ByType   []string `json:"byType"`
	ByKey    []string `json:"byKey"`
	ByBoth   []string `json:"byBoth"`
}

// recorder is a memory store that records the pushed content.
type recorder struct {
	*memory.Store
	lock    sync.Mutex
	digests []string
}

func (r *recorder) Push(ctx context.Context, expected ocispec.Descriptor, content io.Reader) error {
	if err := r.Store.Push(ctx, expected, content); err != nil {
		return err
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.digests = append(r.digests, expected.Digest.String())
	return nil
}

func copies(in io.Reader, out io.Writer) error {
	questions := json.NewDecoder(in)
	answers := json.NewEncoder(out)
	for {
		var q question
		if err := questions.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		a, err := ask(context.Background(), q)
		if err != nil {
			return fmt.Errorf("%s: %w", q.Layout, err)
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

func ask(ctx context.Context, q question) (a answer, err error) {
	source, err := oci.NewFromFS(ctx, os.DirFS(q.Layout))
	if err != nil {
		return a, err
	}
	to := func(copy func(target *recorder) error) []string {
		target := &recorder{Store: memory.New()}
		if failure := copy(target); failure != nil && err == nil {
			err = failure
		}
		slices.Sort(target.digests)
		return target.digests
	}
	extended := func(configure func(options *oras.ExtendedCopyOptions)) []string {
		return to(func(target *recorder) error {
			options := oras.DefaultExtendedCopyOptions
			configure(&options)
			_, err := oras.ExtendedCopy(ctx, source, q.Node, target, "", options)
			return err
		})
	}
	a.Copy = to(func(target *recorder) error {
		_, err := oras.Copy(ctx, source, q.Root, target, "", oras.DefaultCopyOptions)
		return err
	})
	a.Extended = extended(func(*oras.ExtendedCopyOptions) {})
	a.Depth1 = extended(func(options *oras.ExtendedCopyOptions) { options.Depth = 1 })
	a.ByType = extended(func(options *oras.ExtendedCopyOptions) { options.FilterArtifactType(regexp.MustCompile("example")) })
	a.ByKey = extended(func(options *oras.ExtendedCopyOptions) { options.FilterAnnotation("org.example.kind", nil) })
	a.ByBoth = extended(func(options *oras.ExtendedCopyOptions) {
		options.FilterArtifactType(regexp.MustCompile("^application/vnd"))
		options.FilterAnnotation("org.example.kind", regexp.MustCompile("^odd$"))
	})
	return a, err
}

func add(name, dir string, reproducible bool) (err error) {
	store, err := file.New(dir)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := store.Close(); err == nil {
			err = closeErr
		}
	}()
	store.TarReproducible = reproducible
	descriptor, err := store.Add(context.Background(), name, "", dir)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(descriptor)
}
