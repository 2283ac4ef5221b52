package web

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"payhelp/bot/desk/staff"
)

// A provider is an OpenID Connect provider with one user: discovery, keys, the
// authorization code flow with PKCE, and signed id_tokens.
type provider struct {
	*httptest.Server
	key    *rsa.PrivateKey
	claims map[string]any // of the user
	codes  map[string]url.Values
}

func newProvider(t *testing.T, claims map[string]any) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, claims: claims, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		code := rand.Text()
		p.codes[code] = q
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		q, ok := p.codes[r.PostFormValue("code")]
		delete(p.codes, r.PostFormValue("code"))
		challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if id, secret, _ := r.BasicAuth(); !ok || id != "payhelp" || secret != "s3cret" || base64.RawURLEncoding.EncodeToString(challenge[:]) != q.Get("code_challenge") {
			w.WriteHeader(400)
			w.Write([]byte(`{"error":"invalid_grant"}`))
			return
		}
		claims := map[string]any{"iss": p.URL, "aud": "payhelp", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "nonce": q.Get("nonce")}
		for k, v := range p.claims {
			claims[k] = v
		}
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(t, claims)})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) sign(t *testing.T, claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(claims)
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSingleSignOn(t *testing.T) {
	for name, tc := range map[string]struct {
		claims map[string]any
		want   int // status of asking who is signed in
	}{
		"by user name":           {map[string]any{"sub": "1", "preferred_username": "li"}, 200},
		"by verified address":    {map[string]any{"sub": "1", "email": "Li@Desk.example", "email_verified": true}, 200},
		"an address not proved":  {map[string]any{"sub": "1", "email": "li@desk.example"}, 401},
		"somebody else":          {map[string]any{"sub": "1", "preferred_username": "nobody"}, 401},
		"a disabled account":     {map[string]any{"sub": "1", "preferred_username": "gone"}, 401},
		"a token for another":    {map[string]any{"sub": "1", "preferred_username": "li", "aud": "other"}, 401},
		"a token that has ended": {map[string]any{"sub": "1", "preferred_username": "li", "exp": 1000}, 401},
		"a token of another try": {map[string]any{"sub": "1", "preferred_username": "li", "nonce": "old"}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProvider(t, tc.claims)
			s := serve(t, nil)
			s.officer(t, "li", staff.Officer)
			s.officer(t, "li@desk.example", staff.Officer)
			gone, _ := s.officer(t, "gone", staff.Officer)
			yes := true
			if _, _, err := s.people.Change(t.Context(), gone.ID, staff.Change{Disabled: &yes}, staff.ByCommand()); err != nil {
				t.Fatal(err)
			}
			signOn, err := staff.NewSignOn(t.Context(), s.people, staff.SignOnConfig{
				Issuer: p.URL, ClientID: "payhelp", ClientSecret: "s3cret", RedirectURL: s.url + "/api/v1/desk/sign-on/callback",
			})
			if err != nil {
				t.Fatal(err)
			}
			s.server.signOn = signOn
			for range 2 { // the second time the subject is known
				jar, _ := cookiejar.New(nil)
				browser := &http.Client{Jar: jar}
				resp, err := browser.Get(s.url + "/api/v1/desk/sign-on")
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				who, err := browser.Get(s.url + "/api/v1/desk/session")
				if err != nil {
					t.Fatal(err)
				}
				if body := readAll(t, who); who.StatusCode != tc.want {
					t.Errorf("after signing on: %d %s, want %d", who.StatusCode, body, tc.want)
				}
				who.Body.Close()
			}
			// A callback that this browser did not begin.
			if got := s.status(t, "GET", "/api/v1/desk/sign-on/callback?code=x&state=y", ""); got != 401 {
				t.Errorf("a callback out of nothing: %d", got)
			}
		})
	}
	if got := serve(t, nil).status(t, "GET", "/api/v1/desk/sign-on", ""); got != 404 {
		t.Errorf("where it is not configured: %d", got)
	}
}
