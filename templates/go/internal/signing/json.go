// koo:if v1-kit v2-family
// koo:snippet v1-auth-token v2-base v2-kit
package signing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// members returns the properties of a JSON object, their values as received; nil if the body is not an object.
func members(body []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if !utf8.Valid(body) || json.Unmarshal(replaceLoneSurrogates(body), &members) != nil {
		return nil
	}
	return members
}

var escapes = regexp.MustCompile(`(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\ud[89a-f][0-9a-f]{2}|\\.`)

// replaceLoneSurrogates writes an escaped half of a surrogate pair as "?", as Java encodes it.
func replaceLoneSurrogates(body []byte) []byte {
	return escapes.ReplaceAllFunc(body, func(escape []byte) []byte {
		if len(escape) == len(`\ud800`) {
			return []byte("?")
		}
		return escape
	})
}

var jsonString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// compact returns valid JSON without white space. Numbers and the order of keys stay as received, since parsing and
// writing could change them; strings are escaped as Jackson does.
func compact(value []byte) string {
	var text bytes.Buffer
	// Valid JSON cannot fail.
	_ = json.Compact(&text, value)
	if bytes.IndexByte(text.Bytes(), '\\') < 0 {
		return text.String()
	}
	return jsonString.ReplaceAllStringFunc(text.String(), func(token string) string {
		if strings.IndexByte(token, '\\') < 0 {
			return token
		}
		var content string
		_ = json.Unmarshal([]byte(token), &content)
		return quote(content)
	})
}

// quote writes a JSON string as Jackson does: neither "/" nor non-ASCII is escaped, as encoding/json would.
func quote(text string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for _, r := range text {
		if at := strings.IndexRune("\"\\\b\f\n\r\t", r); at >= 0 {
			quoted.WriteByte('\\')
			quoted.WriteByte(`"\bfnrt`[at])
		} else if r < ' ' {
			fmt.Fprintf(&quoted, `\u%04X`, r)
		} else {
			quoted.WriteRune(r)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}
// koo:end
// koo:end
