package translate

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// libre is a server that speaks LibreTranslate's protocol as its documentation
// has it: field names, codes, status and errors.
func libre(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /translate", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		refuse := func(status int, text string) {
			w.WriteHeader(status)
			json.NewEncoder(w).Encode(map[string]string{"error": text})
		}
		var in struct {
			Q, Source, Target, Format string
			APIKey                    string `json:"api_key"`
		}
		known := map[string]bool{"zh-Hans": true, "ja": true, "de": true}
		switch err := json.NewDecoder(r.Body).Decode(&in); {
		case err != nil || in.Q == "":
			refuse(400, "Invalid request: missing q parameter")
		case in.APIKey != "key":
			refuse(403, "Invalid API key")
		case in.Source != "auto" && !known[in.Source]:
			refuse(400, in.Source+" is not supported")
		case !known[in.Target]:
			refuse(400, in.Target+" is not supported")
		default:
			json.NewEncoder(w).Encode(map[string]any{"translatedText": in.Source + ">" + in.Target + ": " + in.Q})
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// openAI is a server that speaks chat completions.
func openAI(t *testing.T, finish string) string {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer key" {
			w.WriteHeader(401)
			w.Write([]byte(`{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}`))
			return
		}
		var in struct {
			Model    string
			Messages []struct{ Role, Content string }
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Model != "small" || len(in.Messages) != 2 ||
			in.Messages[0].Role != "system" || in.Messages[1].Role != "user" {
			w.WriteHeader(400)
			w.Write([]byte(`{"error":{"message":"bad request"}}`))
			return
		}
		if !strings.Contains(in.Messages[0].Content, "from Chinese into Japanese") {
			t.Errorf("the instructions are %q", in.Messages[0].Content)
		}
		json.NewEncoder(w).Encode(map[string]any{
			"id": "chatcmpl-1", "object": "chat.completion",
			"choices": []any{map[string]any{"index": 0, "finish_reason": finish, "message": map[string]string{"role": "assistant", "content": " " + strings.ToUpper(in.Messages[1].Content) + "\n"}}},
		})
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL + "/v1/"
}

func TestTranslate(t *testing.T) {
	for name, tc := range map[string]struct {
		config         Config
		text, from, to string
		want, err      string
	}{
		"libretranslate":              {Config{"libretranslate", libre(t), "key", ""}, "你好", "zh", "ja", "zh-Hans>ja: 你好", ""},
		"of an unknown language":      {Config{"libretranslate", libre(t) + "/", "key", ""}, "hallo", "", "zh", "auto>zh-Hans: hallo", ""},
		"into one it does not know":   {Config{"libretranslate", libre(t), "key", ""}, "hallo", "de", "tlh", "", "tlh is not supported"},
		"with a wrong key":            {Config{"libretranslate", libre(t), "", ""}, "hallo", "de", "zh", "", "Invalid API key"},
		"openai":                      {Config{"openai", openAI(t, "stop"), "key", "small"}, "abc", "zh", "ja", "ABC", ""},
		"openai with a wrong key":     {Config{"openai", openAI(t, "stop"), "no", "small"}, "abc", "zh", "ja", "", "Incorrect API key"},
		"openai that is cut off":      {Config{"openai", openAI(t, "length"), "key", "small"}, "abc", "zh", "ja", "", "part of a translation"},
		"a service that is not there": {Config{"libretranslate", "http://127.0.0.1:1", "key", ""}, "abc", "zh", "ja", "", "reach translation service"},
	} {
		s, err := New(tc.config)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := s.Translate(t.Context(), tc.text, tc.from, tc.to)
		if got != tc.want || (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
			t.Errorf("%s: %q, %v; want %q, %q", name, got, err, tc.want, tc.err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]Config{
		"no URL": {"libretranslate", "", "", ""}, "another scheme": {"libretranslate", "file:///etc", "", ""},
		"another kind": {"deepl", "http://x", "", ""}, "no model": {"openai", "http://x", "", ""},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
