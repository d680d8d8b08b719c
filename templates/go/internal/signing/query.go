// koo:if v1 v2-base
package signing

import (
	"strconv"
	"strings"
)

// ParseQuery returns the decoded parameters of a query in the order received. Unlike net/url, it keeps parameters
// with a semicolon and a percent sign that encodes nothing.
func ParseQuery(query string) []Param {
	var params []Param
	for _, pair := range strings.Split(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(strings.ReplaceAll(pair, "+", " "), "=")
		params = append(params, Param{percentDecode(name), percentDecode(value)})
	}
	return params
}

// First returns the first value of a parameter that may be repeated; empty if there is none.
func First(params []Param, name string) string {
	for _, param := range params {
		if param.Name == name {
			return param.Value
		}
	}
	return ""
}

func percentDecode(text string) string {
	decoded := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if value, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				decoded = append(decoded, byte(value))
				i += 2
				continue
			}
		}
		decoded = append(decoded, text[i])
	}
	// Bytes that are not UTF-8 become U+FFFD.
	return string([]rune(string(decoded)))
}
// koo:end
