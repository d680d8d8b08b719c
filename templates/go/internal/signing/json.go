// koo:if v1-kit v2-family
// koo:snippet v1-auth-token v2-base v2-kit
package signing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

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
