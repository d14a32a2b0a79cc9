; Registers {scheme}: links for this user at installation, so that a link works before the first start.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\{scheme}" "" "URL:{name} mini-program link"
  WriteRegStr SHCTX "Software\Classes\{scheme}" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\{scheme}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\{scheme}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; An update uninstalls the version before; the links stay. So do links that another application took over.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ReadRegStr $R0 SHCTX "Software\Classes\{scheme}\shell\open\command" ""
    ${if} $R0 == '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
      DeleteRegKey SHCTX "Software\Classes\{scheme}"
    ${endif}
  ${endif}
!macroend
