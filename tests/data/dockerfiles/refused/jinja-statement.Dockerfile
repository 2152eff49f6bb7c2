FROM a
{% if x %}
RUN y
{% endif %}
