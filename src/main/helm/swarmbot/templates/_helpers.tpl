{{/* The name of everything that belongs to this release. */}}
{{- define "swarmbot.name" -}}
{{- if contains "swarmbot" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-swarmbot" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects its pods. */}}
{{- define "swarmbot.selector" -}}
app.kubernetes.io/name: swarmbot
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "swarmbot.labels" -}}
{{ include "swarmbot.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "swarmbot.isEmbedded" -}}
{{- if eq .Values.store.kind "embedded" }}true{{ end -}}
{{- end -}}

{{- define "swarmbot.claim" -}}
{{- .Values.store.embedded.existingClaim | default (include "swarmbot.name" .) -}}
{{- end -}}
