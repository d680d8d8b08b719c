package callbacks

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// rule is what a parameter must be.
type rule struct {
	Type      string          // string, integer, decimal, list, object
	Required  bool            // missing, null and "" are refused
	MaxLength int             // in UTF-16 code units, as in Java
	Values    []string        // the only ones
	MaxItems  int             // of a list, or of comma-separated text
	JSON      bool            // a list may be JSON text
	Fields    map[string]rule // of an object, or of the objects of a list
}

//go:embed activities.json
var activitiesJSON []byte

// activities are the rules of the parameters by name, by activity, by protocol.
var activities = func() (rules map[string]map[string]map[string]rule) {
	if err := json.Unmarshal(activitiesJSON, &rules); err != nil {
		panic(err)
	}
	return rules
}()

// patterns are those of numbers, which may be JSON numbers or text.
var patterns = map[string]*regexp.Regexp{
	"integer": regexp.MustCompile(`^-?\d+$`),
	"decimal": regexp.MustCompile(`^-?\d+(\.\d+)?$`),
}

// validate checks values; those without a rule are ignored.
func validate(rules map[string]rule, values map[string]any) error {
	var names []string
	for name := range rules {
		names = append(names, name)
	}
	// So that the same one of several problems is reported each time.
	slices.Sort(names)
	for _, name := range names {
		rule, value := rules[name], values[name]
		if value == nil || value == "" {
			if rule.Required {
				return refuse(invalid, name+" is missing")
			}
		} else if err := rule.check(name, value); err != nil {
			return err
		}
	}
	return nil
}

func (r rule) check(name string, value any) error {
	text, isText := value.(string)
	if isText && r.JSON {
		var err error
		if value, err = parseJSON([]byte(text)); err != nil {
			return refuse(invalid, name+" is not JSON")
		}
	}
	switch r.Type {
	case "list":
		return r.checkList(name, value)
	case "object":
		return r.checkObject(name, value)
	}
	pattern := patterns[r.Type]
	if number, isNumber := value.(json.Number); isNumber && pattern != nil {
		text, isText = number.String(), true
	}
	switch {
	case !isText || pattern != nil && !pattern.MatchString(text):
		return refuse(invalid, name+" is not of type "+r.Type)
	case r.MaxItems > 0 && strings.Count(text, ",") >= r.MaxItems:
		return refuse(invalid, name+" has too many elements")
	case r.MaxLength > 0 && len(utf16.Encode([]rune(text))) > r.MaxLength:
		return refuse(invalid, name+" is too long")
	case r.Values != nil && !slices.Contains(r.Values, text):
		return refuse(invalid, name+" is not one of the possible values")
	}
	return nil
}

func (r rule) checkList(name string, value any) error {
	list, isList := value.([]any)
	if !isList {
		return refuse(invalid, name+" is not a list")
	}
	if r.MaxItems > 0 && len(list) > r.MaxItems {
		return refuse(invalid, name+" has too many elements")
	}
	for _, element := range list {
		if err := r.checkObject("an element of "+name, element); err != nil {
			return err
		}
	}
	return nil
}

func (r rule) checkObject(name string, value any) error {
	object, isObject := value.(map[string]any)
	if !isObject {
		return refuse(invalid, name+" is not an object")
	}
	return validate(r.Fields, object)
}

var errNotJSON = errors.New("not JSON in UTF-8, or more than KooGallery sends")

// parseJSON decodes a whole text; numbers keep their digits. Unlike encoding/json, it refuses invalid UTF-8.
func parseJSON(text []byte) (value any, err error) {
	if isExcessive(text) {
		return nil, errNotJSON
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF || !utf8.Valid(text) {
		return nil, errNotJSON
	}
	return value, nil
}

const (
	maxDepth   = 64
	maxMembers = 1000 // of one object
)

// isExcessive returns whether brackets outside strings are nested too deeply, or an object has too many members: a map
// of many names takes long.
func isExcessive(text []byte) bool {
	// The members so far of each object that is open.
	members := []int{0}
	inString := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			members = append(members, 0)
		case (c == '}' || c == ']') && len(members) > 1:
			members = members[:len(members)-1]
		case c == ':':
			members[len(members)-1]++
		}
		if len(members) > maxDepth+1 || members[len(members)-1] > maxMembers {
			return true
		}
	}
	return false
}
// koo:if v1-kit v2-family

var errNotAnObject = refuse(invalid, "the body is not a JSON object, or has too many levels or members")

// parseObject decodes a JSON object.
func parseObject(body []byte) (map[string]any, error) {
	value, err := parseJSON(body)
	object, isObject := value.(map[string]any)
	if err != nil || !isObject {
		return nil, errNotAnObject
	}
	return object, nil
}
// koo:end

// textOf returns a value as text.
func textOf(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	}
	text, _ := json.Marshal(value)
	return string(text)
}
