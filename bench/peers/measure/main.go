// Command measure runs a program to its end and writes one line of JSON:
// elapsed seconds, CPU seconds, and the maximum resident size in bytes.
//
//	measure REPORT PROGRAM [ARGUMENT…]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

type report struct {
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpuSeconds"`
	PeakBytes  int64   `json:"peakBytes"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "measure: want REPORT PROGRAM [ARGUMENT…]")
		os.Exit(2)
	}
	// Forward signals to the program.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(os.Args[1], exec.CommandContext(ctx, os.Args[2], os.Args[3:]...)); err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() > 0 {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(path string, command *exec.Cmd) error {
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	begin := time.Now()
	if err := command.Run(); err != nil {
		return err
	}
	seconds := time.Since(begin).Seconds()
	state := command.ProcessState
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not say what a process used")
	}
	peak := int64(usage.Maxrss)
	// Linux reports KiB, macOS bytes.
	if runtime.GOOS != "darwin" {
		peak *= 1024
	}
	data, err := json.Marshal(report{seconds, (state.UserTime() + state.SystemTime()).Seconds(), peak})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
