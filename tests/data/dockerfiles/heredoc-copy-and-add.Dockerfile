FROM a
COPY --chmod=755 <<-"run.sh" /bin/run.sh
	#!/bin/sh
	$x
	run.sh
ADD <<EOT /x
# not a comment
EOT
