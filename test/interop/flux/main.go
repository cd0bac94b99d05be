// Command flux publishes and fetches artifacts with Flux's library.
//
//	flux push DIR URL [KEY=VALUE...]   packages a directory or a file, pushes it, and prints the pinned reference
//	flux push-file FILE URL            pushes an unchanged file
//	flux pull URL DIR                  fetches and unpacks, and prints Flux's metadata of the artifact as JSON
//	flux list URL                      prints Flux's list of a repository as JSON
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/fluxcd/pkg/oci"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "flux:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	client := oci.NewClient(oci.DefaultOptions())
	switch {
	case len(args) >= 3 && args[0] == "push":
		url, err := oci.ParseArtifactURL(args[2])
		if err != nil {
			return err
		}
		annotations := map[string]string{}
		for _, pair := range args[3:] {
			key, value, _ := strings.Cut(pair, "=")
			annotations[key] = value
		}
		metadata := oci.Metadata{
			Created:     "2026-01-02T03:04:05Z",
			Source:      "https://github.com/acme/deployments",
			Revision:    "main@sha1:0123456789abcdef0123456789abcdef01234567",
			Annotations: annotations,
		}
		pinned, err := client.Push(ctx, url, args[1], oci.WithPushMetadata(metadata))
		if err != nil {
			return err
		}
		_, err = fmt.Println(pinned)
		return err
	case len(args) == 3 && args[0] == "push-file":
		url, err := oci.ParseArtifactURL(args[2])
		if err != nil {
			return err
		}
		_, err = client.Push(ctx, url, args[1], oci.WithPushLayerType(oci.LayerTypeStatic))
		return err
	case len(args) == 3 && args[0] == "pull":
		url, err := oci.ParseArtifactURL(args[1])
		if err != nil {
			return err
		}
		metadata, err := client.Pull(ctx, url, args[2])
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(metadata)
	case len(args) == 2 && args[0] == "list":
		url, err := oci.ParseRepositoryURL(args[1])
		if err != nil {
			return err
		}
		found, err := client.List(ctx, url, oci.ListOptions{})
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(found)
	}
	return fmt.Errorf("unknown arguments %q", args)
}
