// Command compose loads projects with Docker Compose's library.
//
//	compose load URL    prints the directory of the files, and the project as JSON
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/docker/cli/cli/command"
	"github.com/docker/compose/v2/pkg/remote"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "compose:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 || args[0] != "load" {
		return fmt.Errorf("unknown arguments %q", args)
	}
	docker, err := command.NewDockerCli()
	if err != nil {
		return err
	}
	loader := remote.NewOCIRemoteLoader(docker, false)
	options, err := cli.NewProjectOptions(args[1:], cli.WithResourceLoader(loader), cli.WithName("project"))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(ctx)
	if err != nil {
		return err
	}
	directory := filepath.Dir(project.ComposeFiles[0])
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"directory": directory, "project": project})
}
