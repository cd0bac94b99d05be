// Command oci-read fetches modules and providers with OpenTofu's packages. It is built in a copy of OpenTofu's module,
// because the packages are internal.
//
//	oci-read module ADDRESS DIR                          unpacks the module at oci://HOST/REPOSITORY?tag=TAG
//	oci-read provider HOST/REPOSITORY VERSION OS_ARCH DIR   prints versions and hash, and unpacks the provider
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"oras.land/oras-go/v2/registry/remote"

	"github.com/opentofu/opentofu/internal/addrs"
	"github.com/opentofu/opentofu/internal/getmodules"
	"github.com/opentofu/opentofu/internal/getproviders"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oci-read:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 3 && args[0] == "module":
		return getmodules.NewPackageFetcher(ctx, plainHTTP{}).FetchPackage(ctx, args[2], args[1])
	case len(args) == 5 && args[0] == "provider":
		return readProvider(ctx, args[1], args[2], args[3], args[4])
	}
	return fmt.Errorf("unknown arguments %q", args)
}

func readProvider(ctx context.Context, repository, version, platform, directory string) error {
	provider := addrs.NewDefaultProvider("null")
	host, name, _ := strings.Cut(repository, "/")
	source := getproviders.NewOCIRegistryMirrorSource(
		ctx,
		func(addrs.Provider) (string, string, error) { return host, name, nil },
		func(_ context.Context, host, name string) (getproviders.OCIRepositoryStore, error) {
			return open(host, name)
		},
	)
	versions, _, err := source.AvailableVersions(ctx, provider)
	if err != nil {
		return err
	}
	parsed, err := getproviders.ParseVersion(version)
	if err != nil {
		return err
	}
	target, err := getproviders.ParsePlatform(platform)
	if err != nil {
		return err
	}
	meta, err := source.PackageMeta(ctx, provider, parsed, target)
	if err != nil {
		return err
	}
	result, err := meta.Location.InstallProviderPackage(ctx, meta, directory, nil)
	if err != nil {
		return err
	}
	listed := []string{}
	for _, each := range versions {
		listed = append(listed, each.String())
	}
	hash, err := getproviders.PackageHash(getproviders.PackageLocalDir(directory))
	if err != nil {
		return err
	}
	answer := map[string]any{"versions": listed, "package": meta.Location.String(), "result": result.String(), "hash": hash}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

type plainHTTP struct{}

func (plainHTTP) OCIRepositoryStore(_ context.Context, host, name string) (getmodules.OCIRepositoryStore, error) {
	return open(host, name)
}

func open(host, name string) (*remote.Repository, error) {
	repository, err := remote.NewRepository(host + "/" + name)
	if err != nil {
		return nil, err
	}
	repository.PlainHTTP = true
	return repository, nil
}
