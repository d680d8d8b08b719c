// Callback server for Huawei Cloud KooGallery.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/koogallery-callbacks/internal/callbacks"
	"example.com/koogallery-callbacks/internal/store"
)

func main() {
	cfg, err := readConfig(os.Getenv)
	if err != nil {
		exit(2, err)
	}
	cfg.service.Store, err = store.Open(cfg.database)
	if err != nil {
		exit(2, fmt.Errorf("DATABASE: %w", err))
	}
	if err := run(cfg); err != nil {
		exit(1, err)
	}
}

func exit(status int, err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(status)
}

// run serves until SIGTERM or SIGINT, then completes the calls in progress.
func run(cfg config) error {
	defer cfg.service.Store.Close()
	// koo:if license-code
	err := cfg.service.Store.Update(context.Background(), func(tx *store.Tx) error {
		return tx.AddLicenseCodes(cfg.licenseCodes)
	})
	if err != nil {
		return err
	}
	// koo:end
	// koo:if orders
	if cfg.service.OpenAPI == nil {
		fmt.Fprintln(os.Stderr, "KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set: orders are not queried")
	}
	// koo:end
	listener, err := net.Listen("tcp", cfg.address)
	if err != nil {
		return err
	}
	server := http.Server{
		// Not a ServeMux, which redirects paths with a double slash.
		Handler:        handler(cfg.service, slog.New(slog.NewTextHandler(os.Stdout, nil))),
		ReadTimeout:    maxRequestTime,
		WriteTimeout:   time.Minute, // from the end of the header on
		IdleTimeout:    maxIdleTime,
		MaxHeaderBytes: 64 << 10,
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		err := server.Shutdown(ending)
		server.Close()
		stopped <- err
	}()
	fmt.Fprintf(os.Stderr, "listening on http://%s\n", listener.Addr())
	limited := limitedListener{listener.(*net.TCPListener), make(chan struct{}, maxConnections)}
	if err := server.Serve(limited); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// handler adapts the callbacks to net/http.
func handler(service *callbacks.Service, log *slog.Logger) http.HandlerFunc {
	bodies := newBudget(maxBodies)
	return func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		request := callbacks.Request{
			Method: r.Method,
			Path:   r.URL.EscapedPath(),
			Query:  r.URL.RawQuery,
			Header: map[string]string{},
		}
		for name := range r.Header {
			request.Header[strings.ToLower(name)] = r.Header.Get(name)
		}
		var reply callbacks.Reply
		body, release, err := bodies.read(w, r, maxBody(request.Path))
		defer release()
		if errors.Is(err, errBusy) {
			w.Header().Set("Connection", "close")
			reply = service.RefuseBusy(request)
		} else if err != nil {
			reply = service.RefuseBody(request)
		} else {
			request.Body = body
			// A transaction is completed even if the client leaves, but nothing waits for ever.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 15*time.Second)
			defer cancel()
			reply = service.Handle(ctx, request, time.Now())
		}
		for name, value := range reply.Header {
			w.Header().Set(name, value)
		}
		w.Write(reply.Body)
		fields := []any{"method", r.Method, "activity", reply.Activity, "resultCode", reply.ResultCode,
			"ms", time.Since(started).Milliseconds()}
		if reply.Reason != "" {
			fields = append(fields, "reason", reply.Reason)
		}
		if reply.Err != nil {
			log.Error("call", append(fields, "error", reply.Err)...)
		} else {
			log.Info("call", fields...)
		}
	}
}

// maxBody is the longest body in bytes.
func maxBody(path string) int64 {
	// koo:if kit
	// 500 users, or the departments of a large company, need more.
	if strings.Contains(path, "/produceAPI/") {
		return 4 << 20
	}
	// koo:end
	return 1 << 20
}
