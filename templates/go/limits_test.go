package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"testing"
	"testing/iotest"
	"time"
)

// readBody reads a body whose length is announced or, if it is negative, not known.
func readBody(b *budget, body io.Reader, announced, most int64) ([]byte, func(), error) {
	request := httptest.NewRequest("POST", "/saasproduce", body)
	request.ContentLength = announced
	return b.read(httptest.NewRecorder(), request, most)
}

func TestReadBody(t *testing.T) {
	for _, length := range []int64{0, 1, 4095, 4096, 4097, 64 << 10, 64<<10 + 1, 200_000} {
		want := make([]byte, length)
		for i := range want {
			want[i] = byte(i)
		}
		for _, announced := range []int64{length, -1} {
			for name, reader := range map[string]io.Reader{
				"at once": bytes.NewReader(want),
				"halves":  iotest.HalfReader(bytes.NewReader(want)),
				"bytes":   iotest.OneByteReader(bytes.NewReader(want)),
			} {
				got, release, err := readBody(newBudget(300_000), reader, announced, 200_000)
				release()
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bytes, %d announced, %s: %d bytes, %v", length, announced, name, len(got), err)
				}
			}
			if _, _, err := readBody(newBudget(300_000), bytes.NewReader(want), announced, length-1); length > 0 && err == nil {
				t.Errorf("%d bytes, %d announced: one too many is read", length, announced)
			}
		}
	}
}

func TestBudget(t *testing.T) {
	const kibibyte = 1 << 10
	bodies := newBudget(200*kibibyte + 1)
	read := func(kibibytes, announced int64) (func(), error) {
		body, release, err := readBody(bodies, bytes.NewReader(make([]byte, kibibytes*kibibyte)), announced, 4096*kibibyte)
		if err == nil && int64(len(body)) != kibibytes*kibibyte {
			t.Errorf("%d bytes instead of %d KiB", len(body), kibibytes)
		}
		return release, err
	}
	release, err := read(200, 200*kibibyte)
	if err != nil {
		t.Error(err)
	}
	for _, isAnnounced := range []bool{true, false} {
		announced := func(kibibytes int64) int64 {
			if isAnnounced {
				return kibibytes * kibibyte
			}
			return -1
		}
		if _, err := read(200, announced(200)); !errors.Is(err, errBusy) {
			t.Errorf("without room: %v", err)
		}
		// Short bodies need no room.
		if _, err := read(64, announced(64)); err != nil {
			t.Error(err)
		}
	}
	release()
	release()
	// Nothing of those that were refused or incomplete is left.
	incomplete := io.MultiReader(bytes.NewReader(make([]byte, 100*kibibyte)), iotest.ErrReader(io.ErrUnexpectedEOF))
	_, release, err = readBody(bodies, incomplete, 4096*kibibyte, 4096*kibibyte)
	release()
	if err != io.ErrUnexpectedEOF {
		t.Errorf("an incomplete body: %v", err)
	}
	if bodies.free.Load() != 200*kibibyte+1 {
		t.Errorf("%d bytes are left", bodies.free.Load())
	}
	// What is announced occupies nothing until it arrives.
	waiting, arriving := io.Pipe()
	done := make(chan func())
	go func() {
		_, release, _ := readBody(bodies, waiting, 4096*kibibyte, 4096*kibibyte)
		done <- release
	}()
	arriving.Write(make([]byte, 100*kibibyte))
	if bodies.free.Load() < 50*kibibyte {
		t.Errorf("%d bytes are left", bodies.free.Load())
	}
	arriving.Close()
	(<-done)()
}

func TestLimitedListener(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := limitedListener{tcp.(*net.TCPListener), make(chan struct{}, 2)}
	accepted := make(chan net.Conn, 3)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- conn
		}
	}()
	for range 3 {
		conn, err := net.Dial("tcp", tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	first := <-accepted
	<-accepted
	select {
	case <-accepted:
		t.Error("a third connection is open")
	case <-time.After(50 * time.Millisecond):
	}
	first.Close()
	// It makes room for one, not for two.
	first.Close()
	(<-accepted).Close()
	listener.Close()
	if _, isOpen := <-accepted; isOpen {
		t.Error("one more is open")
	}
}
