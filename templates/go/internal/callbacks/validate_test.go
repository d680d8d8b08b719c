package callbacks

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseJSON(t *testing.T) {
	object := func(count int) string {
		members := make([]string, count)
		for i := range members {
			members[i] = fmt.Sprintf(`"x%d":1`, i)
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	for _, form := range []string{`%s`, `{"x":%s}`, `{"y":1,"x":[0,{},[%s],{}]}`, `{"x":{"\"{\\":[]},"y":%s}`} {
		for count, isRead := range map[int]bool{1000: true, 1001: false} {
			if _, err := parseJSON([]byte(fmt.Sprintf(form, object(count)))); (err == nil) != isRead {
				t.Errorf("%d members in %s: %v", count, form, err)
			}
		}
	}
	for text, isRead := range map[string]bool{
		// The members of several objects are not added up, and what is in a string is no member.
		fmt.Sprintf(`[%s,%s]`, object(1000), object(1000)):                   true,
		`["` + strings.Repeat(":", 2000) + strings.Repeat(`\"{[`, 99) + `"]`: true,
		nested(64):   true,
		nested(65):   false,
		`]`:          false,
		`]:::{`:      false,
		`{"x":"`:     false,
		"[\"\xff\"]": false,
	} {
		if _, err := parseJSON([]byte(text)); (err == nil) != isRead {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}
