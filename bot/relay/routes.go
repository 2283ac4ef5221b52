package relay

import (
	"fmt"
	"strings"
)

// ParseRoutes reads "lang:ja=C1,topic:medical=C2" into Config.Routes.
func ParseRoutes(text string) (map[string]string, error) {
	out := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		what, channel, ok := strings.Cut(part, "=")
		kind, value, named := strings.Cut(what, ":")
		if !ok || !named || kind != "lang" && kind != "topic" || value == "" || channel == "" {
			return nil, fmt.Errorf("route %q is not understood; write lang:ja=CHANNEL or topic:ID=CHANNEL, with commas between", part)
		}
		out[what] = channel
	}
	return out, nil
}
