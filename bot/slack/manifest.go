package slack

import (
	_ "embed" // the manifest
	"fmt"
	"strings"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v4"
)

//go:embed manifest.yaml
var manifest string

// Manifest returns the app's manifest, YAML. Without a url events come by
// Socket Mode; with the public address of the service, https://…, they come
// there by HTTP.
func Manifest(url string) string {
	if url == "" {
		return manifest
	}
	base := strings.TrimSuffix(url, "/") + Path
	// By text rather than by slack-go's type, which leaves out what is false.
	return strings.NewReplacer(
		"socket_mode_enabled: true", "socket_mode_enabled: false",
		"  event_subscriptions:\n", "  event_subscriptions:\n    request_url: "+base+"events\n",
		"    is_enabled: true\n", "    is_enabled: true\n    request_url: "+base+"interactive\n    message_menu_options_url: "+base+"interactive\n",
		"    - command: /payhelp\n", "    - command: /payhelp\n      url: "+base+"commands\n",
	).Replace(manifest)
}

func readManifest() (slack.Manifest, error) {
	var m slack.Manifest
	if err := yaml.Unmarshal([]byte(manifest), &m); err != nil {
		return m, fmt.Errorf("read the manifest: %w", err)
	}
	return m, nil
}
