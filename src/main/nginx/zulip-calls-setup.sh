#!/bin/bash
# Puts Zulip Calls' nginx file into the container of docker-zulip while it boots: it runs from /data/post-setup.d, as root
# and before nginx. Whatever happens here, Zulip starts: a file that nginx does not take is removed again.
#
#   ZULIP_CALLS_SERVICE   where the service is; http://127.0.0.1:8080 (in the same pod, or network_mode: service:zulip)
#                         unless set. A name has to be a full one, and is looked up anew while nginx runs.
#   ZULIP_CALLS_RESOLVER  the name servers for that; those of /etc/resolv.conf unless set
#   ZULIP_CALLS_NGINX     nginx' directory; /etc/nginx unless set
#
# To have it away: ZULIP_CALLS_SERVICE=off.

service=${ZULIP_CALLS_SERVICE:-http://127.0.0.1:8080}
nginx=${ZULIP_CALLS_NGINX:-/etc/nginx}
file=$nginx/zulip-include/app.d/zulip-calls.conf

leave() {
  rm -f "$file" "$file.new"
  echo "zulip-calls: $1; Zulip starts without calls" >&2
  exit 0
}

# nginx takes an IPv6 address in brackets alone.
name_servers() {
  awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf | paste -sd' '
}

[ "$service" = off ] && leave "switched off"
[[ $service =~ ^https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?$ ]] ||
  leave "ZULIP_CALLS_SERVICE takes http://name:port"
host=${BASH_REMATCH[1]}

# A name that nginx had to know at its start could keep it from starting; in a variable it is looked up later.
if [[ $host =~ ^[0-9.]+$ || $host == \[* ]]; then
  pass="proxy_pass $service;"
else
  resolver=${ZULIP_CALLS_RESOLVER:-$(name_servers)}
  [ -n "$resolver" ] || leave "no name server for $host"
  pass="resolver $resolver valid=10s; resolver_timeout 1s; set \$zulip_calls $service; proxy_pass \$zulip_calls;"
fi

mkdir -p "${file%/*}" || leave "no directory ${file%/*}"
sed -e "s|proxy_pass http://127\.0\.0\.1:8080;|$pass|" -e "s|/etc/nginx/|$nginx/|" >"$file.new" <<'ZULIP_CALLS_CONF'
# Zulip Calls behind Zulip's nginx: /etc/nginx/zulip-include/app.d/zulip-calls.conf
#
# Zulip's own app file includes app.d in both of its servers, and its upgrades leave this file alone. Afterwards:
# nginx -t && service nginx reload. nginx takes, in this order: "=", the longest "^~", the first regular expression,
# the longest prefix; so nothing here takes a path from Zulip that Zulip answers itself.
#
# The service listens on 127.0.0.1:8080. Never name it by a host name in proxy_pass: one that does not resolve keeps
# nginx, and with it Zulip, from starting.

# The service takes bodies of 64 kB and refuses larger ones in JSON. nginx passes on 1 MB, and refuses what is larger in the
# same words.

# The API. Zulip's own providers (zoom, bigbluebutton, webex …) keep theirs: calls/<provider>/create. Our call ids have
# hyphens, so this never takes one of ours.
location ~ ^/api/v1/calls/[a-z0-9_]+/create$ {
    include /etc/nginx/zulip-include/api_headers;
    include uwsgi_params;
}

location = /api/v1/calls {
    include /etc/nginx/zulip-include/api_headers;
    include /etc/nginx/zulip-include/proxy;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    client_max_body_size 1m;
    error_page 413 = @zulip_calls_too_large;
    error_page 502 503 504 = @zulip_calls_down;
}

location /api/v1/calls/ {
    include /etc/nginx/zulip-include/api_headers;
    include /etc/nginx/zulip-include/proxy;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    client_max_body_size 1m;
    error_page 413 = @zulip_calls_too_large;
    error_page 502 503 504 = @zulip_calls_down;
}

# What Jitsi's Prosody tells of the rooms, with a token of its own; without that token set, the service knows no such path.
# A Prosody that reaches the service itself needs no way through here: then put "deny all;" in.
location ^~ /api/v1/calls/jitsi/events/ {
    include /etc/nginx/zulip-include/api_headers;
    include /etc/nginx/zulip-include/proxy;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    client_max_body_size 1m;
    error_page 413 = @zulip_calls_too_large;
    error_page 502 503 504 = @zulip_calls_down;
}

# Live events: unbuffered, and open for as long as the client wants and something is heard of the service. That speaks
# every 20 s, and a poll waits for a minute at most. Zulip's proxy_longpolling would believe in a lost one for twenty
# minutes.
location = /api/v1/calls/events {
    include /etc/nginx/zulip-include/api_headers;
    include /etc/nginx/zulip-include/proxy;
    proxy_buffering off;
    proxy_read_timeout 90s;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    client_max_body_size 1m;
    error_page 413 = @zulip_calls_too_large;
    error_page 502 503 504 = @zulip_calls_down;
}

# The call page. A location with an add_header of its own inherits none, and that is meant: Zulip's X-Frame-Options DENY
# would forbid what the page's own headers allow, to be framed by Zulip itself.
location ^~ /calls/embed/ {
    add_header Strict-Transport-Security max-age=15768000 always;
    include /etc/nginx/zulip-include/proxy;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    client_max_body_size 1m;
    error_page 413 = @zulip_calls_too_large;
    error_page 502 503 504 = @zulip_calls_down;

    # Its live events, where it has no session: as those above.
    location ~ /api/events$ {
        include /etc/nginx/zulip-include/proxy;
        proxy_buffering off;
        proxy_read_timeout 90s;
        proxy_set_header X-Request-ID $request_id;
        proxy_pass http://127.0.0.1:8080;
    }
}

# The script. It must never keep Zulip's page waiting, so an answer that does not come soon is an empty script.
location = /calls/override.js {
    include /etc/nginx/zulip-include/proxy;
    proxy_connect_timeout 1s;
    proxy_read_timeout 2s;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    error_page 502 503 504 =200 @zulip_calls_no_script;
}

location = /calls/script {
    include /etc/nginx/zulip-include/proxy;
    proxy_connect_timeout 1s;
    proxy_read_timeout 2s;
    proxy_set_header X-Request-ID $request_id;
    proxy_pass http://127.0.0.1:8080;
    error_page 502 503 504 =200 @zulip_calls_no_script;
}

# Zulip's pages exist with a language in front as well; ours are sent to where they are. nginx matches the decoded
# path and writes it into the answer as it is: so nothing may be in it but what our addresses consist of.
location ~ ^/[a-z][a-z](?:-[a-z]+)?(?<zulip_calls_path>/calls/(?:embed/[0-9A-Za-z./_-]*|override\.js|script))$ {
    absolute_redirect off;
    return 302 $zulip_calls_path$is_args$args;
}

location @zulip_calls_down {
    internal;
    default_type application/json;
    add_header Retry-After 5 always;
    add_header Cache-Control no-store always;
    return 503 '{"result":"error","msg":"The call service does not answer now","message":"The call service does not answer now","code":"CALLS_UNAVAILABLE","request_id":"$request_id"}';
}

location @zulip_calls_too_large {
    internal;
    default_type application/json;
    add_header Cache-Control no-store always;
    return 413 '{"result":"error","msg":"The body is too large","message":"The body is too large","code":"PAYLOAD_TOO_LARGE"}';
}

location @zulip_calls_no_script {
    internal;
    default_type text/javascript;
    add_header Cache-Control no-store always;
    return 200 '/* The call service does not answer now. */';
}

# The script goes into Zulip's page: "/" and, with a language in front, "/de/". Everything else is as in Zulip's own
# "location /". The script is not deferred: Zulip's bundle takes the page's data out of the page when it starts.
location = / {
    include uwsgi_params;
    sub_filter_once on;
    sub_filter '</body>' '<script src="/calls/override.js"></script></body>';
}

location ~ ^/[a-z][a-z](?:-[a-z]+)?/$ {
    include uwsgi_params;
    sub_filter_once on;
    sub_filter '</body>' '<script src="/calls/override.js"></script></body>';
}
ZULIP_CALLS_CONF
[ -s "$file.new" ] && mv -f "$file.new" "$file" || leave "could not write $file"

if ! complaint=$(nginx -t 2>&1); then
  echo "$complaint" >&2
  leave "nginx does not take $file"
fi
echo "zulip-calls: $file leads to $service"
