package callbacks

import (
	"bytes"
	_ "embed"
	"encoding/json"
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

var (
	integer = regexp.MustCompile(`^-?\d+$`)
	decimal = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
)

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
		if err := parseJSON([]byte(text), &value); err != nil {
			return refuse(invalid, name+" is not JSON")
		}
	}
	number, isNumber := value.(json.Number)
	if isNumber {
		text = number.String()
	}
	switch r.Type {
	case "list":
		return r.checkList(name, value)
	case "object":
		object, isObject := value.(map[string]any)
		if !isObject {
			return refuse(invalid, name+" is not an object")
		}
		return validate(r.Fields, object)
	case "integer":
		if !isText && !isNumber || !integer.MatchString(text) {
			return refuse(invalid, name+" is not an integer")
		}
	case "decimal":
		if !isText && !isNumber || !decimal.MatchString(text) {
			return refuse(invalid, name+" is not a number")
		}
	default:
		if !isText {
			return refuse(invalid, name+" is not a text")
		}
	}
	return r.checkText(name, text)
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
		object, isObject := element.(map[string]any)
		if !isObject {
			return refuse(invalid, "an element of "+name+" is not an object")
		}
		if err := validate(r.Fields, object); err != nil {
			return err
		}
	}
	return nil
}

func (r rule) checkText(name, text string) error {
	if r.MaxItems > 0 && strings.Count(text, ",") >= r.MaxItems {
		return refuse(invalid, name+" has too many elements")
	}
	if r.MaxLength > 0 && len(utf16.Encode([]rune(text))) > r.MaxLength {
		return refuse(invalid, name+" is too long")
	}
	if r.Values != nil && !slices.Contains(r.Values, text) {
		return refuse(invalid, name+" is not one of the possible values")
	}
	return nil
}

// parseJSON decodes a whole text; numbers keep their digits. Unlike encoding/json, it refuses invalid UTF-8.
func parseJSON(text []byte, into any) error {
	if !utf8.Valid(text) {
		return errNotAnObject
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errNotAnObject
	}
	return nil
}

var errNotAnObject = refuse(invalid, "the body is not a JSON object in UTF-8")
// koo:if v1-kit v2-family

// parseObject decodes a JSON object.
func parseObject(body []byte) (map[string]any, error) {
	var object map[string]any
	if parseJSON(body, &object) != nil || object == nil {
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
