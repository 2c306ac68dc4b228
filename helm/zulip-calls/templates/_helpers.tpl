{{- define "zulip-calls.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "zulip-calls.fullname" -}}
{{- $name := include "zulip-calls.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "zulip-calls.serviceAccountName" -}}
{{- $own := ternary (include "zulip-calls.fullname" .) "default" .Values.serviceAccount.create }}
{{- default $own .Values.serviceAccount.name }}
{{- end }}

{{- define "zulip-calls.selectorLabels" -}}
app.kubernetes.io/name: {{ include "zulip-calls.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "zulip-calls.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "zulip-calls.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* metadata of an object that is named as the release is; takes the root context. */ -}}
{{- define "zulip-calls.metadata" -}}
name: {{ include "zulip-calls.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "zulip-calls.labels" . | nindent 2 }}
{{- end }}

{{- define "zulip-calls.databaseUrl" -}}
{{- with .Values.externalPostgresql -}}
postgresql://{{ .host }}:{{ .port }}/{{ .database }}{{ with .sslmode }}?sslmode={{ . }}{{ end }}
{{- end }}
{{- end }}

{{- /* The port that an http or https URL leads to; takes the URL. */ -}}
{{- define "zulip-calls.port" -}}
{{- $url := urlParse . -}}
{{- regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end }}

{{- /* The secrets in use, as file name: {name, key}; each is mounted as that file below /etc/zulip-calls. */ -}}
{{- define "zulip-calls.secretFiles" -}}
database-password: {{ toJson .Values.externalPostgresql.password.valueFrom.secretKeyRef }}
{{- with .Values.externalPostgresql.ca }}
database-ca.pem: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- with .Values.jitsi.jwt.secret }}
jitsi-secret: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- with .Values.jitsi.jwt.privateKey }}
jitsi-private-key.pem: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- with .Values.jitsi.eventsToken }}
jitsi-events-token: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- with .Values.operator.password }}
operator-password: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- with .Values.fcm.credentials }}
fcm.json: {{ toJson .valueFrom.secretKeyRef }}
{{- end }}
{{- end }}

{{- define "zulip-calls.env" -}}
- name: CALLS_DATABASE_URL
  value: {{ include "zulip-calls.databaseUrl" . | quote }}
- name: CALLS_DATABASE_USERNAME
  value: {{ .Values.externalPostgresql.user | quote }}
- name: CALLS_DATABASE_PASSWORD_FILE
  value: /etc/zulip-calls/database-password
{{- if .Values.externalPostgresql.ca }}
- name: CALLS_DATABASE_CA_FILE
  value: /etc/zulip-calls/database-ca.pem
{{- end }}
- name: CALLS_ZULIP_URL
  value: {{ .Values.zulip.url | quote }}
- name: CALLS_TRUSTED_PROXIES
  value: {{ join "," .Values.trustedProxies | quote }}
{{- if .Values.operator.password }}
- name: CALLS_OPERATOR_PASSWORD_FILE
  value: /etc/zulip-calls/operator-password
{{- end }}
{{- if .Values.jitsi.eventsToken }}
- name: CALLS_JITSI_EVENTS_TOKEN_FILE
  value: /etc/zulip-calls/jitsi-events-token
{{- end }}
{{- with .Values.jitsi.url }}
- name: CALLS_JITSI_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.jitsi.jwt }}
{{- with .appId }}
- name: CALLS_JITSI_JWT_APP_ID
  value: {{ . | quote }}
{{- end }}
{{- if .secret }}
- name: CALLS_JITSI_JWT_SECRET_FILE
  value: /etc/zulip-calls/jitsi-secret
{{- end }}
{{- if .privateKey }}
- name: CALLS_JITSI_JWT_PRIVATE_KEY_FILE
  value: /etc/zulip-calls/jitsi-private-key.pem
{{- end }}
{{- with .keyId }}
- name: CALLS_JITSI_JWT_KEY_ID
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if .Values.fcm.credentials }}
- name: CALLS_PUSH_FCM_CREDENTIALS_FILE
  value: /etc/zulip-calls/fcm.json
{{- end }}
{{- range $name, $value := .Values.environment }}
- name: {{ $name }}
  {{- /* Helm reads a number as a float, whose text may be 7.776e+06; as JSON it is written out. */}}
  value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
{{- end }}

{{- /* One probe; takes its values and its path. */ -}}
{{- define "zulip-calls.probe" -}}
httpGet:
  path: {{ .path }}
  port: management
initialDelaySeconds: {{ .values.initialDelaySeconds }}
periodSeconds: {{ .values.periodSeconds }}
timeoutSeconds: {{ .values.timeoutSeconds }}
failureThreshold: {{ .values.failureThreshold }}
successThreshold: {{ .values.successThreshold }}
{{- end }}
