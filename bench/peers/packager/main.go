// Command packager writes a directory to an image layout with oras-go, and pushes it to a registry.
//
//	packager DIR LAYOUT TAG [REGISTRY/REPOSITORY]    prints the digest of the manifest
package main

import (
	"context"
	"fmt"
	"os"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/content/oci"
	"oras.land/oras-go/v2/registry/remote"
)

const artifactType = "application/vnd.nvidia.aicr.artifact"

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "packager:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) < 3 || len(args) > 4 {
		return fmt.Errorf("want DIR LAYOUT TAG [REGISTRY/REPOSITORY], got %q", args)
	}
	layout, err := oci.New(args[1])
	if err != nil {
		return err
	}
	manifest, err := pack(ctx, args[0], layout, args[2])
	if err != nil {
		return err
	}
	if len(args) == 4 {
		if err := push(ctx, layout, args[2], args[3]); err != nil {
			return err
		}
	}
	fmt.Println(manifest.Digest)
	return nil
}

func pack(ctx context.Context, dir string, layout *oci.Store, tag string) (manifest ocispec.Descriptor, err error) {
	store, err := file.New(dir)
	if err != nil {
		return manifest, err
	}
	defer func() {
		if closeErr := store.Close(); err == nil {
			err = closeErr
		}
	}()
	store.TarReproducible = true
	layer, err := store.Add(ctx, ".", ocispec.MediaTypeImageLayerGzip, dir)
	if err != nil {
		return manifest, err
	}
	options := oras.PackManifestOptions{
		Layers:              []ocispec.Descriptor{layer},
		ManifestAnnotations: map[string]string{ocispec.AnnotationCreated: "1970-01-01T00:00:00Z"},
	}
	manifest, err = oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, artifactType, options)
	if err != nil {
		return manifest, err
	}
	if err := store.Tag(ctx, manifest, tag); err != nil {
		return manifest, err
	}
	return oras.Copy(ctx, store, tag, layout, tag, oras.DefaultCopyOptions)
}

func push(ctx context.Context, layout *oci.Store, tag, name string) error {
	repository, err := remote.NewRepository(name)
	if err != nil {
		return err
	}
	repository.PlainHTTP = true
	_, err = oras.Copy(ctx, layout, tag, repository, tag, oras.DefaultCopyOptions)
	return err
}
