package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// What slow and many callers may occupy. KooGallery's calls are short, and few at once.
const (
	maxConnections = 500
	maxRequestTime = 15 * time.Second // from the first byte of a request to its last, however they arrive
	maxIdleTime    = 5 * time.Second  // until the next request of a connection, which occupies a place meanwhile
	maxBodies      = 64 << 20         // bytes of all long bodies whose calls are not answered yet
	maxShortBody   = 64 << 10         // bytes; such a body needs no room in the budget
)

// limitedListener has a limited number of connections open. Others wait in the system until one is closed.
type limitedListener struct {
	*net.TCPListener
	places chan struct{}
}

func (l limitedListener) Accept() (net.Conn, error) {
	l.places <- struct{}{}
	conn, err := l.AcceptTCP()
	if err != nil {
		<-l.places
		return nil, err
	}
	return limitedConn{conn, sync.OnceFunc(func() { <-l.places })}, nil
}

type limitedConn struct {
	*net.TCPConn
	leave func()
}

func (c limitedConn) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

// budget is the memory for long bodies, in bytes.
type budget struct{ free atomic.Int64 }

func newBudget(bytes int64) *budget {
	b := &budget{}
	b.free.Store(bytes)
	return b
}

// take returns whether there is room.
func (b *budget) take(bytes int64) bool {
	if b.free.Add(-bytes) >= 0 {
		return true
	}
	b.free.Add(bytes)
	return false
}

var errBusy = errors.New("there is no room for the body")

// read reads a body of up to most bytes. Its memory grows with what has arrived, because anyone can announce a long
// body. It is occupied until it is released.
func (b *budget) read(w http.ResponseWriter, r *http.Request, most int64) (body []byte, release func(), err error) {
	from := http.MaxBytesReader(w, r.Body, most)
	var taken int64
	release = func() {
		b.free.Add(taken)
		taken = 0
	}
	// Many callers read the reply only after they have sent everything.
	discard := func() error {
		_, err := io.Copy(io.Discard, from)
		return err
	}
	if r.ContentLength > most {
		return nil, release, discard()
	}
	if r.ContentLength >= 0 {
		most = r.ContentLength
	}
	body = make([]byte, 0, 4<<10)
	for {
		// The end is found where one more byte would be.
		if room := int64(cap(body)); room == int64(len(body)) {
			size := max(min(2*room, most+1), room+1)
			if room <= maxShortBody {
				size = min(size, maxShortBody+1)
			} else if b.take(size - taken) {
				taken = size
			} else {
				release()
				discard()
				return nil, release, errBusy
			}
			body = append(make([]byte, 0, size), body...)
		}
		count, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+count]
		if err == io.EOF {
			return body, release, nil
		}
		if err != nil {
			return nil, release, err
		}
	}
}
